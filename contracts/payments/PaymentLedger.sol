// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {IPaymentChannels} from "../interfaces/IPaymentChannels.sol";
import {Domain} from "../libraries/Domain.sol";
import {Account, Channel, Earned, Request} from "../types/PaymentTypes.sol";

/// What PaymentChannels stores and how it is read. Everything that changes it is in the contracts that inherit from here.
abstract contract PaymentLedger is IPaymentChannels, Domain, ReentrancyGuardTransient {
    uint40 public constant THAW = 24 hours;
    uint40 public constant MAX_RESERVATION = 30 days;

    IERC20 internal immutable _token;
    INodeRegistry internal immutable _registry;
    address public immutable feeSink;
    uint16 public immutable feeBps;
    uint96 public immutable maxRelayFee;

    mapping(address payer => Account) internal _accounts;
    mapping(address payer => Request) internal _requests;
    mapping(address node => mapping(address payer => Channel)) internal _channels;
    mapping(address node => Earned) internal _earned;

    constructor(address token_, address registry_, address feeSink_, uint16 feeBps_, uint96 maxRelayFee_)
        Domain("Turnpike Payments")
    {
        if (token_ == address(0) || registry_ == address(0) || feeSink_ == address(0)) revert ZeroAddress();
        if (feeBps_ > 10_000) revert FeeTooHigh(feeBps_);
        _token = IERC20(token_);
        _registry = INodeRegistry(registry_);
        feeSink = feeSink_;
        feeBps = feeBps_;
        maxRelayFee = maxRelayFee_;
    }

    function accountOf(address payer) external view returns (uint96 available, address owner) {
        Account storage account = _accounts[payer];
        return (account.available, account.owner);
    }

    function requestOf(address payer)
        external
        view
        returns (uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount)
    {
        Request storage request = _requests[payer];
        return (request.nonce, request.readyAt, request.relayFee, request.amount);
    }

    function channelOf(address node, address payer)
        external
        view
        returns (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled)
    {
        Channel storage channel = _channels[node][payer];
        return (channel.epoch, channel.expiresAt, channel.locked, channel.settled);
    }

    function earnedOf(address node) external view returns (uint96 credit, uint96 fee) {
        Earned storage earned = _earned[node];
        return (earned.credit, earned.fee);
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    function token() external view returns (address) {
        return address(_token);
    }

    function registry() external view returns (address) {
        return address(_registry);
    }
}
