// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {Messages} from "../support/Messages.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract ViewsTest is RegistryTest {
    function deploy(address token_, uint96 minimum) external returns (address) {
        return _create("NodeRegistry", abi.encode(token_, minimum));
    }

    function test_refusesADeploymentWithoutToken() public {
        _expect(INodeRegistry.ZeroAddress.selector);
        this.deploy(address(0), MINIMUM);
    }

    function test_refusesADeploymentWithoutMinimum() public {
        _expect(INodeRegistry.ZeroAmount.selector);
        this.deploy(address(token), 0);
    }

    function test_tellsWhatItWasDeployedWith() public view {
        vm.assertEq(registry.token(), address(token), "token");
        vm.assertEq(registry.minimumStake(), MINIMUM, "minimum stake");
        vm.assertEq(registry.UNBONDING(), UNBONDING, "unbonding");
        vm.assertEq(registry.PAYOUT_DELAY(), PAYOUT_DELAY, "payout delay");
        vm.assertEq(registry.EVIDENCE_AGE(), 5 days, "evidence age");
        vm.assertEq(registry.SLASH_INTERVAL(), 24 hours, "slash interval");
        vm.assertEq(registry.FAULT_MEMORY(), 90 days, "fault memory");
    }

    function test_M13_callsANodeActiveByItsBondAndWhileNotUnbonding() public {
        _assertActive(false);
        _unbonding();
        _assertActive(false);
        vm.prank(OPERATOR);
        registry.cancelUnstake(node.at);
        _assertActive(true);
    }

    function test_letsOnlyOperatorAndCurrentKeyRelease() public {
        vm.assertTrue(!registry.mayRelease(node.at, address(0)), "nobody, where nobody registered");
        _register();
        vm.assertTrue(registry.mayRelease(node.at, OPERATOR), "the operator");
        vm.assertTrue(registry.mayRelease(node.at, node.at), "the key");
        vm.assertTrue(!registry.mayRelease(node.at, PAYOUT), "not the payout");
        vm.assertTrue(!registry.mayRelease(node.at, STRANGER), "not a stranger");
        vm.assertTrue(!registry.mayRelease(node.at, address(0)), "not the zero address");
    }

    function test_isZeroForWhatNobodyRegistered() public view {
        vm.assertEq(registry.payoutOf(node.at), address(0), "payout");
        vm.assertEq(registry.idOfKey(node.at), address(0), "id");
        Node memory none;
        _assertRecord(none);
    }

    function test_computesTheDomainAgainWhenTheChainIdChanges() public {
        vm.assertEq(registry.domainSeparator(), _domain(), "on the chain of deployment");
        vm.chainId(block.chainid + 1);
        vm.assertEq(registry.domainSeparator(), _domain(), "after a fork of the chain");
    }
}
