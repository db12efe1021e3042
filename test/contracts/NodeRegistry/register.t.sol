// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Messages} from "../support/Messages.sol";
import {HostileToken} from "./HostileToken.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract RegisterTest is RegistryTest {
    function _attempt(address id, address payout, uint96 stake, uint40 deadline, bytes memory proof) private {
        vm.prank(OPERATOR);
        registry.register(id, payout, stake, FLOOR, deadline, proof);
    }

    /// Tries `node`'s registration by OPERATOR with this proof.
    function _attempt(bytes memory proof) private {
        _attempt(node.at, PAYOUT, STAKE, NOW + DAY, proof);
    }

    function _assertNothingKept() private view {
        vm.assertEq(registry.nodeOf(node.at).operator, address(0), "operator");
        vm.assertEq(registry.idOfKey(node.at), address(0), "id of the key");
        vm.assertEq(token.balanceOf(address(registry)), 0, "tokens in the registry");
    }

    function test_refusesANodeOfZero() public {
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.ZeroAddress.selector);
        _attempt(address(0), PAYOUT, STAKE, NOW + DAY, proof);
    }

    function test_refusesAPayoutOfZero() public {
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.ZeroAddress.selector);
        _attempt(node.at, address(0), STAKE, NOW + DAY, proof);
    }

    function testFuzz_refusesAnyStakeBelowTheMinimum(uint96 stake) public {
        stake = uint96(stake % MINIMUM);
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.StakeTooSmall.selector, stake, MINIMUM);
        _attempt(node.at, PAYOUT, stake, NOW + DAY, proof);
    }

    function test_takesTheMinimumItself() public {
        _registerAs(OPERATOR, node, MINIMUM);
        _assertActive(true);
    }

    function test_refusesAProofWhoseDeadlineHasPassed() public {
        bytes memory proof = _proof(node, OPERATOR, NOW - 1);
        _expect(INodeRegistry.ProofExpired.selector, NOW - 1);
        _attempt(node.at, PAYOUT, STAKE, NOW - 1, proof);
    }

    function test_takesAProofAtItsDeadline() public {
        _fund(OPERATOR, STAKE);
        _attempt(node.at, PAYOUT, STAKE, NOW, _proof(node, OPERATOR, NOW));
        vm.assertEq(registry.nodeOf(node.at).operator, OPERATOR, "operator");
    }

    function test_refusesTheIdOfANode() public {
        _register();
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.KeyAlreadyUsed.selector, node.at);
        _attempt(proof);
        proof = _proof(node, STRANGER, NOW + DAY);
        _expect(INodeRegistry.KeyAlreadyUsed.selector, node.at);
        vm.prank(STRANGER);
        registry.register(node.at, PAYOUT, STAKE, FLOOR, NOW + DAY, proof);
    }

    function test_refusesAKeyThatWasRotatedTo() public {
        _register();
        _rotate(second);
        bytes memory proof = _proof(second, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.KeyAlreadyUsed.selector, second.at);
        _attempt(second.at, PAYOUT, STAKE, NOW + DAY, proof);
    }

    function test_refusesAKeyThatWasRotatedAway() public {
        _register();
        _rotate(second);
        _rotate(party("third key"));
        bytes memory proof = _proof(second, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.KeyAlreadyUsed.selector, second.at);
        _attempt(second.at, PAYOUT, STAKE, NOW + DAY, proof);
    }

    function test_M12_refusesAFrontRunnerWhoCopiesTheProof() public {
        bytes memory copied = _proof(node, OPERATOR, NOW + DAY);
        _fund(STRANGER, STAKE);
        _expect(INodeRegistry.BadKeyProof.selector, node.at);
        vm.prank(STRANGER);
        registry.register(node.at, STRANGER, STAKE, FLOOR, NOW + DAY, copied);
        // The operator's own transaction, later in the same block, still goes through.
        _register();
        vm.assertEq(registry.nodeOf(node.at).operator, OPERATOR, "operator");
    }

    function test_M12_refusesAProofForAnotherRegistry() public {
        INodeRegistry other = INodeRegistry(_create("NodeRegistry", abi.encode(token, MINIMUM)));
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.BadKeyProof.selector, node.at);
        vm.prank(OPERATOR);
        other.register(node.at, PAYOUT, STAKE, FLOOR, NOW + DAY, proof);
    }

    function test_refusesAProofForAnotherChain() public {
        bytes32 domain = Messages.separator("Turnpike Node", block.chainid + 1, address(registry));
        bytes memory proof = _sign(node, Messages.nodeKey(domain, OPERATOR, node.at, NOW + DAY));
        _expect(INodeRegistry.BadKeyProof.selector, node.at);
        _attempt(proof);
    }

    function test_refusesAProofForAnotherDeadline() public {
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY - 1);
        _expect(INodeRegistry.BadKeyProof.selector, node.at);
        _attempt(proof);
    }

    function test_refusesAProofByAnotherKey() public {
        bytes memory proof = _sign(second, Messages.nodeKey(_domain(), OPERATOR, node.at, NOW + DAY));
        _expect(INodeRegistry.BadKeyProof.selector, node.at);
        _attempt(proof);
    }

    function test_refusesAMalformedSignature() public {
        bytes memory good = _proof(node, OPERATOR, NOW + DAY);
        bytes memory short_ = new bytes(64);
        for (uint256 i = 0; i < 64; ++i) short_[i] = good[i];
        bytes memory wrongV = bytes.concat(short_, bytes1(uint8(good[64]) - 27));
        bytes[4] memory bad = [bytes(""), short_, bytes.concat(good, hex"00"), wrongV];
        for (uint256 i = 0; i < bad.length; ++i) {
            _expect(INodeRegistry.BadKeyProof.selector, node.at);
            _attempt(bad[i]);
        }
    }

    function test_refusesWhenTokensAreNotAllowed() public {
        token.mint(OPERATOR, STAKE);
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(registry), 0, STAKE)
        );
        _attempt(proof);
        _assertNothingKept();
    }

    function test_refusesWhenTokensAreMissing() public {
        _fund(OPERATOR, STAKE - 1);
        vm.prank(OPERATOR);
        token.approve(address(registry), STAKE);
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, OPERATOR, STAKE - 1, STAKE)
        );
        _attempt(proof);
        _assertNothingKept();
    }

    function test_refusesATokenThatTakesAFee() public {
        HostileToken hostile = new HostileToken();
        _deploy(hostile);
        _fund(OPERATOR, STAKE);
        hostile.takeFee(1);
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(INodeRegistry.WrongAmountMoved.selector, STAKE, STAKE - 1);
        _attempt(proof);
        _assertNothingKept();
    }

    function test_refusesATokenThatAnswersFalse() public {
        HostileToken hostile = new HostileToken();
        _deploy(hostile);
        _fund(OPERATOR, STAKE);
        hostile.answerFalse(true);
        bytes memory proof = _proof(node, OPERATOR, NOW + DAY);
        _expect(SafeERC20.SafeERC20FailedOperation.selector, address(hostile));
        _attempt(proof);
        _assertNothingKept();
    }

    function test_refusesTheNestedCallOfATokenThatCallsBack() public {
        HostileToken hostile = new HostileToken();
        _deploy(hostile);
        hostile.callBack(address(registry), abi.encodeCall(INodeRegistry.topUp, (node.at, 1)));
        _register();
        vm.assertTrue(!hostile.calledBack(), "the nested call failed");
        vm.assertEq(
            hostile.answer(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "its reason"
        );
        vm.assertEq(token.balanceOf(address(registry)), STAKE, "tokens in the registry");
    }

    function test_writesTheRecordAndPullsTheStake() public {
        token.mint(OPERATOR, 1);
        vm.recordLogs();
        _register();
        _assertOnlyEvent(
            INodeRegistry.Registered.selector, node.at, _word(OPERATOR), 0, abi.encode(PAYOUT, STAKE, FLOOR)
        );
        _assertRecord(_fresh());
        _assertActive(true);
        vm.assertEq(registry.idOfKey(node.at), node.at, "id of the key");
        vm.assertEq(token.balanceOf(address(registry)), STAKE, "tokens in the registry");
        vm.assertEq(token.balanceOf(OPERATOR), 1, "tokens of the operator");
    }
}
